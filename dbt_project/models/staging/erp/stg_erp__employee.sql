select
    entity as entity_code,
    name as employee_key,
    person_id as person_key,
    gender,
    birth_date as birth_year,
    status as employee_status,
    nationality as nationality_code,
    nationality_group,
    joined_on,
    left_on,
    {{ adapter.quote('position') }} as position_code,
    org_unit as org_unit_code,
    grade as grade_code,
    step,
    cost_centre as cost_centre_code
from {{ source('erp', 'employee') }}

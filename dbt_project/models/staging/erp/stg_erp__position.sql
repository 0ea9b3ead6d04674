select
    entity as entity_code,
    name as position_code,
    title_en,
    title_ar,
    org_unit as org_unit_code,
    grade as grade_code,
    status as position_status,
    cost_centre as cost_centre_code,
    reports_to as reports_to_position_code,
    established_on,
    abolished_on,
    incumbent as employee_key
from {{ source('erp', 'position') }}

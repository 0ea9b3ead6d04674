select
    entity as entity_code,
    name as appointment_code,
    employee as employee_key,
    kind as appointment_kind,
    from_date as valid_from,
    to_date as valid_to,
    end_reason,
    {{ adapter.quote('position') }} as position_code,
    org_unit as org_unit_code,
    grade as grade_code,
    step
from {{ source('erp', 'appointment') }}

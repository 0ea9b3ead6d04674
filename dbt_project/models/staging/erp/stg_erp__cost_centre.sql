select
    entity as entity_code,
    cost_centre_code,
    cost_centre_name as cost_centre_name_en,
    cost_centre_name_ar,
    parent_cost_centre as parent_cost_centre_code,
    is_group,
    disabled as is_disabled,
    {{ adapter.quote('function') }} as function_code
from {{ source('erp', 'cost_centre') }}

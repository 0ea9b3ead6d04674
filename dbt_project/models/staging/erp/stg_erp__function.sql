select
    entity as entity_code,
    function_code,
    function_name as function_name_en,
    function_name_ar,
    parent_function as parent_function_code,
    is_group,
    disabled as is_disabled
from {{ source('erp', 'function') }}

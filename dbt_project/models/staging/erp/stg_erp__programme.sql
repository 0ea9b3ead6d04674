select
    entity as entity_code,
    programme_code,
    programme_name as programme_name_en,
    programme_name_ar,
    {{ adapter.quote('function') }} as function_code,
    disabled as is_disabled
from {{ source('erp', 'programme') }}

select
    name as entity_code,
    name_en as entity_name_en,
    name_ar as entity_name_ar,
    category as category_code,
    status as entity_status,
    cofog_function,
    size as entity_size
from {{ source('erp', 'entity') }}

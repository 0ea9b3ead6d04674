select
    category_code,
    name_en as category_name_en,
    name_ar as category_name_ar
from {{ source('erp', 'entity_category') }}

select
    entity as entity_code,
    nationality_code,
    nationality_group,
    name_en as nationality_name_en,
    name_ar as nationality_name_ar
from {{ source('erp', 'nationality') }}

select
    entity as entity_code,
    grade_code,
    {{ adapter.quote('rank') }} as grade_rank,
    grade_family,
    name_en as grade_name_en,
    name_ar as grade_name_ar,
    disabled as is_disabled
from {{ source('erp', 'grade') }}

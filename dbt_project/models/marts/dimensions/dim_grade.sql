select
    {{ entity_key('s.grade_code', 's.entity_code') }} as grade_key,
    s.entity_code,
    s.grade_code,
    cast(s.grade_rank as smallint) as grade_rank,
    s.grade_family,
    s.grade_name_en,
    s.grade_name_ar
from {{ ref('stg_erp__grade') }} as s

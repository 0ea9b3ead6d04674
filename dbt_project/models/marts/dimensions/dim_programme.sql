-- A name that two of an entity share is told apart by the code: charts group and filter by names.
select
    {{ entity_key('s.programme_code', 's.entity_code') }} as programme_key,
    s.entity_code,
    s.programme_code,
    {{ told_apart('s.programme_name_en', 's.programme_code', 's.entity_code') }} as programme_name_en,
    {{ told_apart('s.programme_name_ar', 's.programme_code', 's.entity_code') }} as programme_name_ar,
    s.function_code,
    s.is_disabled
from {{ ref('stg_erp__programme') }} as s

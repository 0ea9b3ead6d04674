-- A name that two of an entity share is told apart by the code: charts group and filter by names.
select
    {{ entity_key('s.fund_code', 's.entity_code') }} as fund_key,
    s.entity_code,
    s.fund_code,
    {{ told_apart('s.fund_name_en', 's.fund_code', 's.entity_code') }} as fund_name_en,
    {{ told_apart('s.fund_name_ar', 's.fund_code', 's.entity_code') }} as fund_name_ar,
    s.fund_type,
    s.is_disabled
from {{ ref('stg_erp__fund') }} as s

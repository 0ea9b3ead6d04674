select
    {{ entity_key('s.fund_code', 's.entity_code') }} as fund_key,
    s.entity_code,
    s.fund_code,
    s.fund_name_en,
    s.fund_name_ar,
    s.fund_type,
    s.is_disabled
from {{ ref('stg_erp__fund') }} as s

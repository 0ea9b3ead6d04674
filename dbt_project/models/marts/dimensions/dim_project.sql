select
    {{ entity_key('s.project_code', 's.entity_code') }} as project_key,
    s.entity_code,
    s.project_code,
    s.project_name_en,
    s.project_name_ar,
    s.programme_code,
    s.fund_code,
    s.is_capital,
    s.start_date,
    s.end_date,
    s.is_disabled
from {{ ref('stg_erp__project') }} as s

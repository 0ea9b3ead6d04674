-- A name that two of an entity share is told apart by the code: charts group and filter by names.
select
    {{ entity_key('s.project_code', 's.entity_code') }} as project_key,
    s.entity_code,
    s.project_code,
    {{ told_apart('s.project_name_en', 's.project_code', 's.entity_code') }} as project_name_en,
    {{ told_apart('s.project_name_ar', 's.project_code', 's.entity_code') }} as project_name_ar,
    s.programme_code,
    s.fund_code,
    s.is_capital,
    s.start_date,
    s.end_date,
    s.is_disabled
from {{ ref('stg_erp__project') }} as s

-- A name that two of an entity share is told apart by the code: charts group and filter by names.
select
    {{ entity_key('s.cost_centre_code', 's.entity_code') }} as cost_centre_key,
    s.entity_code,
    s.cost_centre_code,
    {{ told_apart('s.cost_centre_name_en', 's.cost_centre_code', 's.entity_code') }} as cost_centre_name_en,
    {{ told_apart('s.cost_centre_name_ar', 's.cost_centre_code', 's.entity_code') }} as cost_centre_name_ar,
    s.parent_cost_centre_code,
    s.is_group,
    s.is_disabled,
    s.function_code
from {{ ref('stg_erp__cost_centre') }} as s

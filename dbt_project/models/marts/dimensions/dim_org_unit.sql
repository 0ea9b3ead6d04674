select
    {{ entity_key('s.org_unit_code', 's.entity_code') }} as org_unit_key,
    s.entity_code,
    s.org_unit_code,
    s.org_unit_name_en,
    s.org_unit_name_ar,
    s.unit_type,
    s.parent_org_unit_code,
    s.cost_centre_code,
    cast(s.tree_left as integer) as tree_left,
    cast(s.tree_right as integer) as tree_right,
    s.is_disabled
from {{ ref('stg_erp__org_unit') }} as s

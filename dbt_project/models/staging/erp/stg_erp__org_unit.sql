select
    entity as entity_code,
    unit_code as org_unit_code,
    unit_type,
    parent_org_unit as parent_org_unit_code,
    is_group,
    name_en as org_unit_name_en,
    name_ar as org_unit_name_ar,
    cost_centre as cost_centre_code,
    disabled as is_disabled,
    lft as tree_left,
    rgt as tree_right
from {{ source('erp', 'org_unit') }}

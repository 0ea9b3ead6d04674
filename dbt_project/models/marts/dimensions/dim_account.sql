select
    {{ entity_key('s.account_code', 's.entity_code') }} as account_key,
    s.entity_code,
    s.account_code,
    s.account_name_en,
    s.account_name_ar,
    s.parent_account_code,
    s.is_group,
    s.is_disabled,
    s.root_type,
    s.gfsm_class_code,
    g.gfsm_class_name_en,
    g.gfsm_class_name_ar,
    coalesce(g.is_within_government, false) as is_within_government,
    coalesce(left(s.gfsm_class_code, 2), left(s.account_code, 1)) as economic_class_code,
    coalesce(e.gfsm_class_name_en, s.root_type) as economic_class_name_en,
    coalesce(e.gfsm_class_name_ar, s.root_type) as economic_class_name_ar,
    s.ipsas_line
from {{ ref('stg_erp__account') }} as s
left join {{ ref('gfsm_class') }} as g on s.gfsm_class_code = g.gfsm_class_code
left join {{ ref('gfsm_class') }} as e on left(s.gfsm_class_code, 2) = e.gfsm_class_code

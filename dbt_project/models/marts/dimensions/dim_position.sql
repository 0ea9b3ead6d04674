select
    {{ entity_key('s.position_code', 's.entity_code') }} as position_key,
    s.entity_code,
    s.position_code,
    s.title_en,
    s.title_ar,
    s.org_unit_code,
    s.grade_code,
    s.cost_centre_code,
    s.position_status,
    s.established_on,
    s.abolished_on,
    s.employee_key as incumbent_key
from {{ ref('stg_erp__position') }} as s

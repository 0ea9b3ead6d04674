select
    {{ entity_key('s.function_code', 's.entity_code') }} as function_key,
    s.entity_code,
    s.function_code,
    s.function_name_en,
    s.function_name_ar,
    left(s.function_code, 2) as main_function_code,
    m.function_name_en as main_function_name_en,
    m.function_name_ar as main_function_name_ar,
    s.is_group
from {{ ref('stg_erp__function') }} as s
left join {{ ref('stg_erp__function') }} as m
    on s.entity_code = m.entity_code and left(s.function_code, 2) = m.function_code

-- A name that two entities share is told apart by the code: charts group and filter by names.
select
    e.entity_code,
    {{ told_apart('e.entity_name_en', 'e.entity_code') }} as entity_name_en,
    {{ told_apart('e.entity_name_ar', 'e.entity_code') }} as entity_name_ar,
    e.category_code,
    c.category_name_en,
    c.category_name_ar,
    left(e.cofog_function, 2) as main_function_code,
    e.entity_size,
    e.entity_status,
    coalesce(x.entity_code is not null, false) as has_data
from {{ ref('stg_erp__entity') }} as e
left join {{ ref('stg_erp__entity_category') }} as c on e.category_code = c.category_code
left join {{ ref('stg_erp__extraction') }} as x on e.entity_code = x.entity_code

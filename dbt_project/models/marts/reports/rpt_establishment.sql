-- The positions that stand today: who holds them, and how many nobody does.
select
    p.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    e.category_name_en,
    e.category_name_ar,
    {{ entity_key('p.org_unit_code', 'p.entity_code') }} as org_unit_key,
    max(o.org_unit_name_en) as org_unit_name_en,
    max(o.org_unit_name_ar) as org_unit_name_ar,
    {{ entity_key('p.grade_code', 'p.entity_code') }} as grade_key,
    max(g.grade_rank) as grade_rank,
    max(g.grade_name_en) as grade_name_en,
    max(g.grade_name_ar) as grade_name_ar,
    cast(count(*) as integer) as position_count,
    cast(sum(case when p.position_status = 'Filled' then 1 else 0 end) as integer)
        as filled_count,
    cast(sum(case when p.position_status = 'Vacant' then 1 else 0 end) as integer)
        as vacant_count,
    cast(sum(case when p.position_status = 'Frozen' then 1 else 0 end) as integer)
        as frozen_count
from {{ ref('dim_position') }} as p
inner join {{ ref('dim_entity') }} as e on p.entity_code = e.entity_code
left join {{ ref('dim_org_unit') }} as o
    on p.entity_code = o.entity_code and p.org_unit_code = o.org_unit_code
left join {{ ref('dim_grade') }} as g
    on p.entity_code = g.entity_code and p.grade_code = g.grade_code
where p.position_status <> 'Abolished'
group by
    p.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    e.category_name_en,
    e.category_name_ar,
    p.org_unit_code,
    p.grade_code

-- Heads with every name a screen shows. The latest month is each entity's own: an entity whose
-- last good data is older is counted as it was then. Units and grades are called as on the day that
-- closes the month: a name of today rewrites no month that was published under another one.
with heads as (
    select
        f.*,
        {{ month_of('x.as_of_day') }} as latest_month,
        least(cast(last_day(f.month_start) as date), x.as_of_day) as closing_day
    from {{ ref('fct_headcount_month') }} as f
    inner join {{ ref('stg_erp__extraction') }} as x on f.entity_code = x.entity_code
),

units as (
    select
        {{ entity_key('s.org_unit_code', 's.entity_code') }} as org_unit_key,
        s.valid_from,
        coalesce(s.valid_to, date '9999-12-31') as last_day,
        s.org_unit_name_en,
        s.org_unit_name_ar
    from {{ ref('dim_org_unit_history') }} as s
),

grades as (
    select
        {{ entity_key('s.grade_code', 's.entity_code') }} as grade_key,
        s.valid_from,
        coalesce(s.valid_to, date '9999-12-31') as last_day,
        s.grade_code,
        s.grade_rank,
        s.grade_family,
        s.grade_name_en,
        s.grade_name_ar
    from {{ ref('dim_grade_history') }} as s
)

select
    h.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    e.category_name_en,
    e.category_name_ar,
    h.month_start,
    coalesce(h.month_start = h.latest_month, false) as is_latest_month,
    h.org_unit_key,
    o.org_unit_name_en,
    o.org_unit_name_ar,
    h.grade_key,
    g.grade_code,
    g.grade_rank,
    g.grade_name_en,
    g.grade_name_ar,
    f.term_name_en as grade_family_name_en,
    f.term_name_ar as grade_family_name_ar,
    h.nationality_group,
    n.term_name_en as nationality_group_name_en,
    n.term_name_ar as nationality_group_name_ar,
    coalesce(h.nationality_group = 'National', false) as is_national,
    h.gender,
    s.term_name_en as gender_name_en,
    s.term_name_ar as gender_name_ar,
    h.opening_head_count,
    h.joiner_count,
    h.moved_in_count,
    h.moved_out_count,
    h.leaver_count,
    h.head_count
from heads as h
inner join {{ ref('dim_entity') }} as e on h.entity_code = e.entity_code
left join units as o
    on
        h.org_unit_key = o.org_unit_key
        and h.closing_day >= o.valid_from
        and h.closing_day <= o.last_day
left join grades as g
    on
        h.grade_key = g.grade_key
        and h.closing_day >= g.valid_from
        and h.closing_day <= g.last_day
left join {{ ref('term_name') }} as f
    on coalesce(g.grade_family, 'Unknown') = f.term and f.term_kind = 'grade_family'
left join {{ ref('term_name') }} as n
    on coalesce(h.nationality_group, 'Unknown') = n.term and n.term_kind = 'nationality_group'
left join {{ ref('term_name') }} as s
    on coalesce(h.gender, 'Unknown') = s.term and s.term_kind = 'gender'

-- People and positions of every entity as they stand, beside the same month of the year before. An
-- entity whose last good data is older is counted as it was then.
with months as (
    select
        entity_code,
        month_start,
        is_latest_month,
        sum(head_count) as head_count,
        sum(case when is_national then head_count else 0 end) as national_count,
        sum(case when gender = 'Female' then head_count else 0 end) as women_count
    from {{ ref('rpt_workforce_month') }}
    group by entity_code, month_start, is_latest_month
),

positions as (
    select
        entity_code,
        sum(position_count) as position_count,
        sum(vacant_count) as vacant_count,
        sum(frozen_count) as frozen_count
    from {{ ref('rpt_establishment') }}
    group by entity_code
)

select
    e.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    e.category_name_en,
    e.category_name_ar,
    m.month_start,
    n.month_name_en,
    n.month_name_ar,
    cast(m.head_count as bigint) as head_count,
    cast(b.head_count as bigint) as head_before_count,
    cast(m.national_count as bigint) as national_count,
    cast(m.women_count as bigint) as women_count,
    cast(coalesce(p.position_count, 0) as bigint) as position_count,
    cast(coalesce(p.vacant_count, 0) as bigint) as vacant_count,
    cast(coalesce(p.frozen_count, 0) as bigint) as frozen_count
from months as m
inner join {{ ref('dim_entity') }} as e on m.entity_code = e.entity_code
inner join {{ ref('month_name') }} as n on month(m.month_start) = n.month_number
left join months as b
    on
        m.entity_code = b.entity_code
        and year(m.month_start) = year(b.month_start) + 1
        and month(m.month_start) = month(b.month_start)
        and b.head_count > 0
left join positions as p on m.entity_code = p.entity_code
where m.is_latest_month

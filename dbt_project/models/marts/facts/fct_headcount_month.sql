-- People in service on the last day of each month, or on the day of extraction in the newest one.
with months as (
    select * from {{ ref('int_months') }}
),

people as (
    select * from {{ ref('dim_employee') }}
),

as_of as (
    select
        m.month_start,
        x.entity_code,
        least(m.month_end, cast(x.extracted_at as date)) as day
    from months as m
    cross join {{ ref('stg_erp__extraction') }} as x
),

heads as (
    select
        d.month_start,
        p.entity_code,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender,
        cast(count(distinct p.employee_key) as integer) as head_count,
        cast(count(distinct case
            when p.joined_on >= d.month_start then p.employee_key
        end) as integer) as joiner_count
    from as_of as d
    inner join people as p
        on
            d.entity_code = p.entity_code
            and d.day >= p.valid_from
            and (p.valid_to is null or d.day <= p.valid_to)
    group by
        d.month_start,
        p.entity_code,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender
),

leavers as (
    select
        {{ month_of('p.left_on') }} as month_start,
        p.entity_code,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender,
        cast(count(distinct p.employee_key) as integer) as leaver_count
    from people as p
    where p.left_on is not null and p.is_latest
    group by
        {{ month_of('p.left_on') }},
        p.entity_code,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender
)

select
    coalesce(h.month_start, l.month_start) as month_start,
    coalesce(h.entity_code, l.entity_code) as entity_code,
    {{ entity_key('coalesce(h.org_unit_code, l.org_unit_code)', 'coalesce(h.entity_code, l.entity_code)') }}
        as org_unit_key,
    {{ entity_key('coalesce(h.grade_code, l.grade_code)', 'coalesce(h.entity_code, l.entity_code)') }}
        as grade_key,
    coalesce(h.nationality_group, l.nationality_group) as nationality_group,
    coalesce(h.gender, l.gender) as gender,
    coalesce(h.head_count, 0) as head_count,
    coalesce(h.joiner_count, 0) as joiner_count,
    coalesce(l.leaver_count, 0) as leaver_count
from heads as h
full outer join leavers as l
    on
        h.month_start = l.month_start
        and h.entity_code = l.entity_code
        and {{ is_same('h.org_unit_code', 'l.org_unit_code') }}
        and {{ is_same('h.grade_code', 'l.grade_code') }}
        and h.nationality_group = l.nationality_group
        and {{ is_same('h.gender', 'l.gender') }}

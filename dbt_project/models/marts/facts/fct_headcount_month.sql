-- People in service at the beginning and the end of each month, and how one became the other: who
-- came, who went, who moved between units or grades. A month ends on its last day; the newest on the
-- day the entity was read, its own day and nobody else's.
with stints as (
    select
        m.entity_code,
        m.month_start,
        p.employee_key,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender,
        max(case
            when
                p.valid_from <= m.opening_day and (p.valid_to is null or p.valid_to >= m.opening_day)
                then 1
            else 0
        end) as is_opening,
        max(case
            when
                p.valid_from <= m.closing_day and (p.valid_to is null or p.valid_to >= m.closing_day)
                then 1
            else 0
        end) as is_closing,
        min(p.valid_from) as valid_from
    from {{ ref('int_months') }} as m
    inner join {{ ref('dim_employee') }} as p
        on
            m.entity_code = p.entity_code
            and m.closing_day >= p.valid_from
            and m.opening_day <= coalesce(p.valid_to, m.opening_day)
    group by
        m.entity_code,
        m.month_start,
        p.employee_key,
        p.org_unit_code,
        p.grade_code,
        p.nationality_group,
        p.gender
),

-- What the person was at both ends, beside each of their stints. Somebody who came and went within
-- the month is counted as both, once.
people as (
    select
        *,
        max(is_opening) over (partition by entity_code, month_start, employee_key) as was_here,
        max(is_closing) over (partition by entity_code, month_start, employee_key) as is_here,
        row_number() over (
            partition by entity_code, month_start, employee_key order by valid_from, org_unit_code, grade_code
        ) as stint_number
    from stints
),

moves as (
    select
        *,
        case
            when is_closing = 1 and was_here = 0 then 1
            when was_here + is_here = 0 and stint_number = 1 then 1
            else 0
        end as is_joiner,
        case
            when is_opening = 1 and is_here = 0 then 1
            when was_here + is_here = 0 and stint_number = 1 then 1
            else 0
        end as is_leaver
    from people
),

counted as (
    select
        month_start,
        entity_code,
        org_unit_code,
        grade_code,
        nationality_group,
        gender,
        cast(sum(is_opening) as integer) as opening_head_count,
        cast(sum(is_joiner) as integer) as joiner_count,
        cast(sum(case
            when is_closing = 1 and is_opening = 0 and was_here = 1 then 1 else 0
        end) as integer) as moved_in_count,
        cast(sum(case
            when is_opening = 1 and is_closing = 0 and is_here = 1 then 1 else 0
        end) as integer) as moved_out_count,
        cast(sum(is_leaver) as integer) as leaver_count,
        cast(sum(is_closing) as integer) as head_count
    from moves
    group by
        month_start,
        entity_code,
        org_unit_code,
        grade_code,
        nationality_group,
        gender
)

select
    month_start,
    entity_code,
    {{ entity_key('org_unit_code') }} as org_unit_key,
    {{ entity_key('grade_code') }} as grade_key,
    nationality_group,
    gender,
    opening_head_count,
    joiner_count,
    moved_in_count,
    moved_out_count,
    leaver_count,
    head_count
from counted
where opening_head_count + joiner_count + leaver_count + moved_in_count + moved_out_count + head_count > 0

{{ config(meta={
    "speaks_of": "entity",
    "says": "Heads of unit {org_unit_key} in the month of {month_start} do not foot: {expected_count} by joiners and leavers, {head_count} counted. Tell the data team.",
}) }}
-- What stood at the month's beginning, who came and went, and what stands at its end agree; and a
-- month begins where the one before ended.
with months as (
    select
        *,
        lag(head_count) over (
            partition by entity_code, org_unit_key, grade_key, nationality_group, gender
            order by month_start
        ) as earlier_head_count,
        lag(month_start) over (
            partition by entity_code, org_unit_key, grade_key, nationality_group, gender
            order by month_start
        ) as earlier_month,
        min(month_start) over (partition by entity_code) as first_month
    from {{ ref('fct_headcount_month') }}
),

expected as (
    select
        entity_code,
        month_start,
        org_unit_key,
        opening_head_count,
        case
            when earlier_month = {{ month_of(day_before('month_start')) }} then earlier_head_count
            when month_start > first_month then 0
            else opening_head_count
        end as carried_count,
        opening_head_count + joiner_count + moved_in_count - moved_out_count - leaver_count
            as expected_count,
        head_count
    from months
)

select
    entity_code,
    month_start,
    org_unit_key,
    expected_count,
    head_count
from expected
where expected_count <> head_count or carried_count <> opening_head_count

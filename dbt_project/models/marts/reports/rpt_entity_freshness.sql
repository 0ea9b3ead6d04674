{{ config(tags=['night']) }}
-- Every standing entity, whether its rows came or not: what is missing is a row that says so. The
-- age counts from the night's moment; a screen that wants it to the minute counts from data_as_of.
with nights as (
    select * from {{ source('night', 'night_entity') }}
),

moment as (
    select max(checked_at) as checked_at from nights
)

select
    e.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    n.data_as_of,
    m.checked_at,
    cast({{ minutes_between('n.data_as_of', 'm.checked_at') }} as integer) as age_minutes,
    coalesce(n.entity_state, 'missing') <> 'fresh' as is_stale,
    coalesce(r.is_reconciled, false) as is_reconciled,
    case
        when n.data_as_of is null then 'No data'
        when n.entity_state = 'blocked' then 'Blocked'
        when n.entity_state = 'fresh' then 'Fresh'
        else 'Stale'
    end as freshness_status,
    case
        when n.entity_code is null then 'It has no database on this platform.'
        when n.entity_state <> 'fresh' then n.reason
    end as freshness_reason,
    case
        when n.entity_code is null then 'لا قاعدة بيانات لها على هذه المنصة.'
        when n.entity_state <> 'fresh' then n.reason_ar
    end as freshness_reason_ar
from {{ ref('dim_entity') }} as e
cross join moment as m
left join nights as n on e.entity_code = n.entity_code
left join {{ ref('rpt_reconciliation') }} as r on e.entity_code = r.entity_code
where e.entity_status <> 'Removed'

{{ config(meta={
    "speaks_of": "entity",
    "says": "{service_count} people are in service and {counted_count} are counted in the newest month. Tell the data team.",
}) }}
-- On the day an entity was read every person in service is counted once, whatever day or month it is
-- for others; and they are as many as the ERP said.
with counted as (
    select
        h.entity_code,
        sum(h.head_count) as head_count
    from {{ ref('fct_headcount_month') }} as h
    inner join {{ ref('stg_erp__extraction') }} as x
        on h.entity_code = x.entity_code and h.month_start = {{ month_of('x.as_of_day') }}
    group by h.entity_code
),

in_service as (
    select
        a.entity_code,
        count(distinct a.employee_key) as service_count
    from {{ ref('stg_erp__appointment') }} as a
    inner join {{ ref('stg_erp__extraction') }} as x on a.entity_code = x.entity_code
    where
        a.valid_from <= x.as_of_day
        and (a.valid_to is null or a.valid_to >= x.as_of_day)
    group by a.entity_code
)

select
    x.entity_code,
    coalesce(x.erp_service_count, s.service_count, 0) as service_count,
    coalesce(c.head_count, 0) as counted_count
from {{ ref('stg_erp__extraction') }} as x
left join in_service as s on x.entity_code = s.entity_code
left join counted as c on x.entity_code = c.entity_code
where
    coalesce(s.service_count, 0) <> coalesce(c.head_count, 0)
    or coalesce(x.erp_service_count, s.service_count, 0) <> coalesce(c.head_count, 0)

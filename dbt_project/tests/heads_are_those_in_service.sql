-- In the newest month every person in service is counted once.
with months as (
    select
        entity_code,
        sum(head_count) as head_count,
        rank() over (order by month_start desc) as month_rank
    from {{ ref('fct_headcount_month') }}
    group by
        entity_code,
        month_start
),

newest as (
    select
        entity_code,
        head_count
    from months
    where month_rank = 1
)

select
    r.entity_code,
    r.erp_head_count,
    n.head_count
from {{ ref('rpt_reconciliation') }} as r
left join newest as n on r.entity_code = n.entity_code
where r.erp_head_count <> coalesce(n.head_count, 0)

select
    e.entity_code,
    x.extracted_at as data_as_of,
    coalesce(x.extracted_at < f.newest - interval 1 hour, true) as is_stale,
    coalesce(r.is_reconciled, false) as is_reconciled,
    case
        when x.extracted_at is null then 'No data'
        when not r.is_reconciled then 'Not reconciled'
        when x.extracted_at < f.newest - interval 1 hour then 'Stale'
        else 'Fresh'
    end as freshness_status
from {{ ref('dim_entity') }} as e
cross join (select max(extracted_at) as newest from {{ ref('stg_erp__extraction') }}) as f
left join {{ ref('stg_erp__extraction') }} as x on e.entity_code = x.entity_code
left join {{ ref('rpt_reconciliation') }} as r on e.entity_code = r.entity_code
where e.entity_status <> 'Removed'

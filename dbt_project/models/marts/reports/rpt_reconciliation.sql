-- What the ERP said of itself when it was read, beside what the marts hold.
with marts as (
    select
        entity_code,
        count(*) as line_count,
        max(ledger_line_number) as last_line_number,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_ledger_line') }}
    group by entity_code
),

balances as (
    select
        entity_code,
        sum(debit_amount) as debit_amount,
        sum(credit_amount) as credit_amount
    from {{ ref('fct_ledger_balance_month') }}
    group by entity_code
),

heads as (
    select
        entity_code,
        count(*) as head_count
    from {{ ref('stg_erp__employee') }}
    where employee_status = 'Active'
    group by entity_code
),

mart_balances as (
    select
        b.entity_code,
        b.period_code,
        b.account_key,
        sum(b.debit_amount) as debit_amount,
        sum(b.credit_amount) as credit_amount
    from {{ ref('fct_ledger_balance_month') }} as b
    group by b.entity_code, b.period_code, b.account_key
),

control as (
    select
        a.entity_code,
        count(*) as difference_count
    from {{ ref('stg_erp__account_balance') }} as a
    full outer join mart_balances as m
        on
            a.entity_code = m.entity_code
            and a.period_code = m.period_code
            and {{ entity_key('a.account_code', 'a.entity_code') }} = m.account_key
    where
        coalesce(a.debit_amount, 0) <> coalesce(m.debit_amount, 0)
        or coalesce(a.credit_amount, 0) <> coalesce(m.credit_amount, 0)
    group by a.entity_code
)

select
    x.entity_code,
    e.entity_name_en,
    e.entity_name_ar,
    x.extracted_at,
    x.erp_line_count,
    cast(coalesce(m.line_count, 0) as bigint) as mart_line_count,
    cast(x.erp_debit_amount as decimal(38, 9)) as erp_debit_amount,
    {{ money('coalesce(m.debit_amount, 0)') }} as mart_debit_amount,
    cast(x.erp_credit_amount as decimal(38, 9)) as erp_credit_amount,
    {{ money('coalesce(m.credit_amount, 0)') }} as mart_credit_amount,
    x.erp_head_count,
    cast(coalesce(h.head_count, 0) as bigint) as mart_head_count,
    cast(coalesce(c.difference_count, 0) as bigint) as differing_balance_count,
    x.erp_line_count = coalesce(m.line_count, 0)
    and x.erp_line_count = coalesce(m.last_line_number, 0)
    and x.erp_debit_amount = coalesce(m.debit_amount, 0)
    and x.erp_credit_amount = coalesce(m.credit_amount, 0)
    and coalesce(b.debit_amount, 0) = coalesce(m.debit_amount, 0)
    and coalesce(b.credit_amount, 0) = coalesce(m.credit_amount, 0)
    and x.erp_head_count = coalesce(h.head_count, 0)
    and coalesce(c.difference_count, 0) = 0 as is_reconciled
from {{ ref('stg_erp__extraction') }} as x
left join {{ ref('dim_entity') }} as e on x.entity_code = e.entity_code
left join marts as m on x.entity_code = m.entity_code
left join balances as b on x.entity_code = b.entity_code
left join heads as h on x.entity_code = h.entity_code
left join control as c on x.entity_code = c.entity_code

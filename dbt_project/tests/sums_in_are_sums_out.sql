{{ config(meta={
    "speaks_of": "entity",
    "says": "The trial balance shows debits of {statement_debits}, the ledger {debits}. Tell the data team.",
}) }}
-- Nothing is lost or doubled between the lines and the statements over them. What an entity brought
-- with it is no movement: it stands in the openings.
with lines as (
    select
        l.entity_code,
        sum(l.debit_amount) as debits,
        sum(l.credit_amount) as credits
    from {{ ref('fct_ledger_line') }} as l
    inner join {{ ref('stg_erp__fiscal_period') }} as p
        on l.entity_code = p.entity_code and l.period_code = p.period_code
    where p.period_number <> 0
    group by l.entity_code
),

statements as (
    select
        entity_code,
        sum(debit_amount) as debits,
        sum(credit_amount) as credits
    from {{ ref('rpt_trial_balance') }}
    group by entity_code
)

select
    l.entity_code,
    l.debits,
    s.debits as statement_debits
from lines as l
left join statements as s on l.entity_code = s.entity_code
where l.debits is distinct from s.debits or l.credits is distinct from s.credits

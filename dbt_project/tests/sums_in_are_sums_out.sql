-- Nothing is lost or doubled between the lines and the statements over them.
with lines as (
    select
        entity_code,
        sum(debit_amount) as debits,
        sum(credit_amount) as credits
    from {{ ref('fct_ledger_line') }}
    group by entity_code
),

statements as (
    select
        entity_code,
        sum(debit_amount) as debits,
        sum(credit_amount) as credits
    from {{ ref('rpt_consolidated_trial_balance') }}
    group by entity_code
)

select
    l.entity_code,
    l.debits,
    s.debits as statement_debits
from lines as l
left join statements as s on l.entity_code = s.entity_code
where l.debits is distinct from s.debits or l.credits is distinct from s.credits

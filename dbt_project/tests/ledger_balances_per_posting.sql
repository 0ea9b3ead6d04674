{{ config(meta={
    "speaks_of": "entity",
    "says": "Posting {posting_number} does not balance: debits and credits differ by {difference_amount}. Run the ledger's check at the entity.",
}) }}
-- Every posting of every entity balances: what is owed is what is owned.
select
    entity_code,
    posting_number,
    sum(net_amount) as difference_amount
from {{ ref('fct_ledger_line') }}
group by entity_code, posting_number
having sum(net_amount) <> 0

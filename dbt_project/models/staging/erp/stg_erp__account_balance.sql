select
    entity as entity_code,
    period as period_code,
    account as account_code,
    {{ money('debit') }} as debit_amount,
    {{ money('credit') }} as credit_amount
from {{ source('erp', 'account_balance') }}

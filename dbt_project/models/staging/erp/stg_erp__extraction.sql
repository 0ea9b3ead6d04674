select
    entity as entity_code,
    extracted_at,
    lines as erp_line_count,
    debit as erp_debit_amount,
    credit as erp_credit_amount,
    heads as erp_head_count
from {{ source('erp', 'extraction') }}

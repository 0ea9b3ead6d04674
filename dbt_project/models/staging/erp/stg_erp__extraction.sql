select
    entity as entity_code,
    extracted_at,
    as_of_day,
    lines as erp_line_count,
    debit as erp_debit_amount,
    credit as erp_credit_amount,
    heads as erp_head_count,
    in_service as erp_service_count
from {{ source('erp', 'extraction') }}

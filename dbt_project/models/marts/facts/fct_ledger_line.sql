-- A ledger is only ever added to: a build that begins with yesterday's lines takes what is new. The
-- night proves that they stand before it does (analytics/transform/continued.py); otherwise there is no
-- table yet and all of it is written.
{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='fail') }}
select
    l.entity_code,
    l.ledger_line_number,
    l.voucher_type,
    l.voucher_code,
    l.posting_number,
    l.voucher_line_number,
    l.posting_date,
    l.posted_at,
    p.fiscal_year,
    l.period_code,
    {{ entity_key('l.account_code', 'l.entity_code') }} as account_key,
    {{ entity_key('l.cost_centre_code', 'l.entity_code') }} as cost_centre_key,
    {{ entity_key('l.fund_code', 'l.entity_code') }} as fund_key,
    {{ entity_key('l.programme_code', 'l.entity_code') }} as programme_key,
    {{ entity_key('l.project_code', 'l.entity_code') }} as project_key,
    {{ entity_key('l.function_code', 'l.entity_code') }} as function_key,
    l.debit_amount,
    l.credit_amount,
    {{ money('l.debit_amount - l.credit_amount') }} as net_amount,
    l.description,
    l.reverses_voucher_code
from {{ ref('stg_erp__ledger_line') }} as l
left join {{ ref('stg_erp__fiscal_period') }} as p
    on l.entity_code = p.entity_code and l.period_code = p.period_code
{%- if is_incremental() %}
left join (
    select
        entity_code,
        max(ledger_line_number) as last_line_number
    from {{ this }}
    group by entity_code
) as h on l.entity_code = h.entity_code
where l.ledger_line_number > coalesce(h.last_line_number, 0)
{%- endif %}

select
    entity as entity_code,
    period_code,
    {{ adapter.quote('parent') }} as fiscal_year,
    period_number,
    start_date,
    end_date,
    status as period_status
from {{ source('erp', 'fiscal_period') }}

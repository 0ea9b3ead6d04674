select
    entity as entity_code,
    year_name as fiscal_year,
    is_closed,
    start_date,
    end_date
from {{ source('erp', 'fiscal_year') }}

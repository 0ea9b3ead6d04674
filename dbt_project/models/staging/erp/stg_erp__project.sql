select
    entity as entity_code,
    project_code,
    project_name as project_name_en,
    project_name_ar,
    programme as programme_code,
    fund as fund_code,
    is_capital,
    start_date,
    end_date,
    disabled as is_disabled
from {{ source('erp', 'project') }}

select
    entity as entity_code,
    fund_code,
    fund_name as fund_name_en,
    fund_name_ar,
    fund_type,
    disabled as is_disabled
from {{ source('erp', 'fund') }}

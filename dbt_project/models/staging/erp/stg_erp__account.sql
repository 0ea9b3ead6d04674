select
    entity as entity_code,
    account_code,
    account_name as account_name_en,
    account_name_ar,
    parent_account as parent_account_code,
    is_group,
    disabled as is_disabled,
    root_type,
    gfsm_class as gfsm_class_code,
    ipsas_line
from {{ source('erp', 'account') }}

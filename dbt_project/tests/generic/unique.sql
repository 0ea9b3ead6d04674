{# As dbt's own test, and naming the entity a doubled key belongs to: one entity's fault must not
   stop the others. #}
{% test unique(model, column_name) %}
    select
        {% if column_name.endswith('_key') -%}
            {{ entity_of_key(column_name) }}
        {%- elif column_name == 'entity_code' -%}
            entity_code
        {%- else -%}
            {{ dbt.cast('null', 'varchar') }}
        {%- endif %} as entity_code,
        {{ column_name }} as unique_field,
        count(*) as row_count
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }}
    having count(*) > 1
{% endtest %}

{# As dbt's own test, and naming the entity a doubled key belongs to: one entity's fault must not
   stop the others. A column that is no key of an entity speaks of all of them. #}
{% test unique(model, column_name) %}
    {%- set is_of_entity = column_name.endswith('_key') or column_name == 'entity_code' -%}
    {{ config(meta={
        'speaks_of': 'entity' if is_of_entity else 'all',
        'says': '{table}: {column} {record} stands {row_count} times. Leave one of them.',
    }) }}
    select
        {% if column_name == 'entity_code' -%}
            entity_code
        {%- elif is_of_entity -%}
            {{ entity_of_key(column_name) }}
        {%- else -%}
            'all'
        {%- endif %} as entity_code,
        {{ column_name }} as record,
        count(*) as row_count
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }}
    having count(*) > 1
{% endtest %}

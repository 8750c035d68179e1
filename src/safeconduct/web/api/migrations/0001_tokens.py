import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('handle', models.CharField(max_length=16, unique=True)),
                ('label', models.CharField(max_length=40)),
                ('scopes', models.JSONField(default=list)),
                ('types', models.JSONField(default=list)),
                ('made', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended', models.DateTimeField(null=True)),
                ('used_on', models.DateField(null=True)),
                ('forced', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('request', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('answer', models.BinaryField(default=b'')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='api.token')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='api_one_answer')],
            },
        ),
    ]

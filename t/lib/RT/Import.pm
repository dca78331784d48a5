package RT::Import;
# What tests of `retention import` share: a database with its tables, a folder
# for files, the tool.
#
#   my $t = RT::Import->new;
#   $t->file('a.csv', "contract_id,client_id\n1,2\n");
#   my ($text, $status) = $t->import('contracts', 'a.csv', '--dry-run');
#   is $t->contracts, ...;
use strict;
use warnings;
use File::Temp qw(tempdir);
use POSIX ();
use RT::Db;
use Test::More;

sub new {
    my ($class) = @_;
    my $self = bless {
        dir => tempdir('rt-import-XXXXXX', CLEANUP => 1, TMPDIR => 1),
        db  => RT::Db->new(schema => 1),
    }, $class;
    my $env = $self->{db}->env;
    @ENV{keys %$env} = values %$env;
    $ENV{REPORT_ZONE}    = 'Europe/Moscow';
    $ENV{RETENTION_ENV}  = '';
    $ENV{RETENTION_LANG} = 'en';
    $ENV{DATA_DIR}       = "$self->{dir}/data";
    delete $ENV{CURRENCY};
    return $self;
}

sub db  { return $_[0]{db} }
sub dir { return $_[0]{dir} }

# Write a file of the folder, bytes as they are, letters as UTF-8; its path.
sub file {
    my ($self, $name, $bytes) = @_;
    open my $fh, '>:raw', "$self->{dir}/$name" or die "$name: $!\n";
    utf8::encode($bytes) if $bytes =~ /[^\x00-\xff]/;
    print {$fh} $bytes;
    close $fh or die "$name: $!\n";
    return "$self->{dir}/$name";
}

sub read {
    my ($self, $name) = @_;
    open my $fh, '<:raw', "$self->{dir}/$name" or return;
    local $/;
    return scalar <$fh>;
}

# Start the tool within the folder; its process id and a handle of what it
# prints on both streams.
sub start {
    my ($self, @args) = @_;
    my $pid = open my $out, '-|' // die $!;
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        chdir $self->{dir} or POSIX::_exit(126);
        exec "$ENV{RT_BUILD}/retention", @args or POSIX::_exit(127);
    }
    return ($pid, $out);
}

# Run it to its end: what it printed, its exit status (or signal as -9).
sub tool {
    my ($self, @args) = @_;
    my (undef, $out) = $self->start(@args);
    local $/;
    my $text = <$out>;
    close $out;
    return ($text // '', $? & 127 ? -($? & 127) : $? >> 8);
}

sub import { ## no critic: the tool's own word
    my ($self, @args) = @_;
    return if !ref $self;    # `use RT::Import`
    return $self->tool('import', @args);
}

# The text of an import that must succeed; a test of that with this name.
sub imported {
    my ($self, $name, @args) = @_;
    my ($text, $status) = $self->import(@args);
    is $status, 0, $name or diag $text;
    return $text;
}

sub empty {
    my ($self) = @_;
    $self->{db}->sql(map { "DELETE FROM $_" }
        qw(payments activity campaign_members campaigns retention_cases
        desk_edits contract_changes contracts client_attrs clients
        import_runs data_state));
    return;
}

# Rows as text, a line each, columns with blanks between, NULL as "-".
sub rows {
    my ($self, $sql) = @_;
    return join '', map { join(' ', map { $_ // '-' } @$_) . "\n" }
        @{$self->{db}->sql($sql)};
}

sub contracts {
    my ($self) = @_;
    return $self->rows('SELECT c.external_id, k.external_id, start_date, '
            . 'end_date, monthly_fee_minor, monthly_profit_minor, plan, '
            . 'c.region, c.channel, can_be_retained, active, end_cause '
            . 'FROM contracts c JOIN clients k ON k.id = c.client_id '
            . 'ORDER BY c.external_id');
}

# The history as reports have it: on a day where a history and the comparison of
# files both say something, the history counts.
sub changes {
    my ($self) = @_;
    my $value = sub { "COALESCE(MAX(IF(noted, NULL, h.$_[0])), MAX(h.$_[0]))" };
    return $self->rows('SELECT c.external_id, effective_on, '
            . join(', ', map { $value->($_) }
                qw(monthly_fee_minor monthly_profit_minor plan))
            . ' FROM contract_changes h JOIN contracts c ON c.id = '
            . 'h.contract_id GROUP BY c.external_id, effective_on '
            . 'ORDER BY c.external_id, effective_on');
}

sub clients {
    my ($self) = @_;
    return $self->rows('SELECT external_id, telegram_id, last_name, '
            . 'first_name, email, phone, region, segment, acquired_on '
            . 'FROM clients ORDER BY external_id');
}

1;

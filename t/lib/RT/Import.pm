package RT::Import;
# What tests of `retention import` share: a database with the tables, a folder
# for files, and the tool.
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

# Write a file into the folder; its path.  Bytes are written as they are, wide
# characters as UTF-8.
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

# Start the tool in the folder.  Returns its process id and a handle to read its
# output and its errors from.
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

# Run the tool to its end.  Returns what it printed and its exit status, or the
# signal that ended it, as -9.
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

# Run an import, and test under this name that it succeeds; what it printed.
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
        desk_edits contract_changes contract_ends contracts client_attrs
        clients import_runs data_state));
    return;
}

# The rows of a query as text: a line each, blanks between columns, "-" for
# NULL.
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

# The history that reports use.  If on some day both an imported history and the
# comparison of two files have a change, the imported history counts.
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

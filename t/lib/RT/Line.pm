package RT::Line;
# Talks to a helper program that answers each line of input with a line.
#
#   my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
#   my ($code, $rest) = $line->ask('query', 'SELECT 1');
#   $line->tell('exec', ...);  ...  $line->answer;     # when it blocks
use strict;
use warnings;
use Carp qw(croak);
use IO::Handle;
use IO::Select;

use constant WAIT_S => 60;

sub new {
    my ($class, @command) = @_;
    pipe my $in,  my $to   or croak "pipe: $!";
    pipe my $out, my $from or croak "pipe: $!";
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<&', $in   or die $!;
        open STDOUT, '>&', $from or die $!;
        close $_ for $to, $out;
        exec {$command[0]} @command or die "$command[0]: $!";
    }
    close $_ for $in, $from;
    $to->autoflush(1);
    return bless {to => $to, out => $out, pid => $pid, owner => $$}, $class;
}

sub tell {
    my ($self, @fields) = @_;
    print {$self->{to}} join("\t", @fields), "\n";
    return $self;
}

# Read an answer: its code, what the program printed before it, the error text.
sub answer {
    my ($self) = @_;
    IO::Select->new($self->{out})->can_read(WAIT_S)
        or croak 'the helper program does not answer';
    my $text = readline $self->{out};
    croak 'the helper program has ended' if !defined $text;
    chomp $text;
    my ($before, $code, $error) = $text =~ /^(?:(.*?)\t)?(RT_[A-Z]+)\t(.*)$/
        or croak "not an answer: $text";
    return ($code, $before, $error);
}

sub ask {
    my ($self, @fields) = @_;
    return $self->tell(@fields)->answer;
}

# Close the program's input and wait for its end; its status, 0 when all is
# well.
sub finish {
    my ($self) = @_;
    return if !$self->{pid};
    close $self->{to};
    waitpid delete $self->{pid}, 0;
    return $?;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@, $!);
    return if $self->{owner} != $$ || !$self->{pid};
    kill 'KILL', $self->{pid};
    $self->finish;
    return;
}

1;

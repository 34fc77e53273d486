// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"
#include "app/window.h"

int main(int argc, char** argv)
{
    return argc > 1 ? app::runCommandLine(argc, argv) : app::openWindow();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

/// What main() of test_program.cpp runs: one program holds the test classes of a layer, because
/// linking each on its own takes longer than compiling it.
namespace test_program {

using Factory = std::unique_ptr<QObject> (*)();

/// Names the test after its file: "tests/tst_events.cpp" is run by `solvers_tests tst_events`.
bool add(const char* sourceFile, Factory make);

} // namespace test_program

/// Stands once at the end of a tst_*.cpp, before its moc file, in place of QTEST_MAIN.
#define REGISTER_TEST(Class)                                                                       \
    [[maybe_unused]] static const bool registered##Class = test_program::add(                      \
        __FILE__, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); });
